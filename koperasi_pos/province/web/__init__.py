"""The province's pages: server-rendered, for officers, in Indonesian and English, on a desk and on a phone."""
