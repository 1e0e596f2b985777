"""What officers see of shops and tills beside the figures of the books, and what they do about them."""
