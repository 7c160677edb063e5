"""One screen a file; the name of the file is its address. Streamlit runs them, nobody imports them."""
