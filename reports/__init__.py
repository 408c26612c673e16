"""What is told: composed figures and the documents made from them."""
