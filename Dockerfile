# The program is one static binary: the image holds it, certificates to call
# carriers with, and nothing else.
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o /web ./cmd/web && mkdir /data

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /web /web
COPY --from=build --chown=65532:65532 /data /data
USER 65532:65532
ENV PHONELOGIN_SERVER_LISTEN=0.0.0.0:8080 PHONELOGIN_SERVER_DATA_DIR=/data
VOLUME /data
EXPOSE 8080
ENTRYPOINT ["/web"]
