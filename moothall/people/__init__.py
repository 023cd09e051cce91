"""Who is who, and when: councils, people, bodies, posts, wards, absence and cover."""
