"""What people say and what became of it: opinions, answers, reviews, improvements."""
