# Motcua alone, on its embedded server: docker build -t motcua . && docker run -p 127.0.0.1:8501:8501 -v motcua:/data motcua
# With MongoDB: compose.yaml.
FROM python:3.13-slim

# Without the last one Streamlit asks a server on the internet for its address at every start.
ENV PYTHONUNBUFFERED=1 \
    PYTHONUTF8=1 \
    MOTCUA_DATA=/data \
    MOTCUA_HOST=0.0.0.0 \
    MOTCUA_PORT=8501 \
    STREAMLIT_BROWSER_SERVER_ADDRESS=localhost

RUN useradd --uid 10001 --create-home --shell /usr/sbin/nologin motcua \
    && install -d -o motcua -g motcua -m 0700 /data

WORKDIR /app

# First, so that a change of the program does not install all packages again.
COPY requirements.txt .
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.txt

COPY . .
# The program's folder belongs to root: what runs cannot change itself, nor write its compiled files later.
RUN python -m compileall -q dashboard models pages seed streamlit_app.py

USER motcua
VOLUME /data
EXPOSE 8501

# The first start loads the demonstration data before it answers.
HEALTHCHECK --interval=10s --timeout=6s --start-period=300s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as u; u.build_opener(u.ProxyHandler({})).open('http://127.0.0.1:' + os.environ['MOTCUA_PORT'] + '/healthz', timeout=5)"]

CMD ["python", "-m", "dashboard", "run", "--no-browser"]
