"""Template to PDF, charts and CSV. Kept empty: the rendering process imports this package."""
