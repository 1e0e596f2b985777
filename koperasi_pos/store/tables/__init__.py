"""The rows of the books as SQLModel classes; the schema itself is the SQL of the migrations."""
