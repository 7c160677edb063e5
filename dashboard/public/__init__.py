"""The public pages (cổng công dân): no account, no Streamlit; the centre, procedures, applying, following."""
