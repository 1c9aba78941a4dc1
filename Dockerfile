# The builder can be replaced by a mirror: --build-arg BUILDER=registry.example/golang:1.26
ARG BUILDER=golang:1.26
FROM ${BUILDER} AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags="-s -w" -o /staysafe ./cmd/staysafe
RUN /staysafe prepare --cache /ready

# The program, with content, time zones and certificates compiled in, and the content made ready.
FROM scratch
COPY --from=build /staysafe /staysafe
COPY --from=build --chown=65532:65532 /ready /ready
USER 65532:65532
ENV STAYSAFE_ADDR=0.0.0.0:8080 STAYSAFE_CACHE=/ready
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=4s --start-period=10s CMD ["/staysafe", "health"]
ENTRYPOINT ["/staysafe"]
