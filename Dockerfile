# The program is one static binary: the image holds it, certificates to call
# carriers with, and nothing else.
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o /web ./cmd/web && mkdir /data

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /web /web
COPY --from=build --chown=nonroot:nonroot /data /data
ENV PHONELOGIN_SERVER_LISTEN=0.0.0.0:8080 PHONELOGIN_SERVER_DATA_DIR=/data
VOLUME /data
EXPOSE 8080
ENTRYPOINT ["/web"]
