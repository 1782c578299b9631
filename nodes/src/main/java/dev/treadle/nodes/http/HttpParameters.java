package dev.treadle.nodes.http;

import dev.treadle.node.About;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the operation {@code request} of the connector {@code http} is given. */
public record HttpParameters(
    @About(value = "GET, HEAD, POST, PUT, PATCH, DELETE or OPTIONS.", initial = "\"GET\"")
        String method,
    @About("An http or https URL.") String url,
    @About("Request headers; one that is absent or null is not sent.")
        @Nullable Map<String, @Nullable Object> headers,
    @About("Parameters that are added to the URL, encoded; an array repeats its name.")
        @Nullable Map<String, @Nullable Object> query,
    @About(
            "What to send: a text as it is, another value as JSON, or as a form where the header"
                + " Content-Type says application/x-www-form-urlencoded.")
        @Nullable Object body,
    @About(value = "How long the whole call may take, redirects included.", initial = "\"PT1M\"")
        Duration timeout) {}
