"""Pages as Jinja templates; they take figures, never bare numbers."""
