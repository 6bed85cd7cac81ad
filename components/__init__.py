"""Components: given data, they return Dash components; they fetch nothing."""
