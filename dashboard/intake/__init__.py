"""Tiếp nhận (intake): the form that is filled in, the papers, the code, the route. Streamlit-free."""
