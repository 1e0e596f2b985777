"""The server of the province: it takes in what the tills wrote and feeds back what they need."""
