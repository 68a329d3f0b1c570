package menshen;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * A Menshen server, at this address and path. A ticket says that a phone number was verified, and is good once.
 * One may be shared by all threads.
 */
public final class Menshen {
    /** What Menshen's answers are far below, in bytes. */
    private static final int LONGEST_ANSWER = 64 * 1024;

    private static final List<String> OF_THE_SECRET = List.of("missing-input-secret", "invalid-input-secret");

    private final URI siteverify;
    private final String secret;
    private final Duration timeout;
    private final HttpClient http;

    /** With five seconds for a call. */
    public Menshen(String url, String secret) {
        this(url, secret, Duration.ofSeconds(5));
    }

    /** @param secret the server's SITE_SECRET */
    public Menshen(String url, String secret, Duration timeout) {
        this.siteverify = URI.create(url.replaceAll("/+$", "") + "/siteverify");
        this.secret = secret;
        this.timeout = timeout;
        this.http = HttpClient.newBuilder().connectTimeout(timeout).build();
    }

    /** {@link #redeem(String, UUID)} with a key of its own. */
    public Verification redeem(String ticket) {
        return redeem(ticket, UUID.randomUUID());
    }

    /**
     * What this ticket stands for. Whoever asks with the same key, made for this one registration, gets the same
     * answer again; a call whose answer was lost is made a second time with it.
     *
     * @throws InvalidTicket if there is no verified number behind it
     * @throws Unavailable if nobody knows for now
     * @throws WrongSecret if the settings are wrong
     */
    public Verification redeem(String ticket, UUID idempotencyKey) {
        if (ticket == null || ticket.isEmpty()) {
            throw new InvalidTicket("missing-input-response");
        }
        String form = Map.of("secret", secret, "response", ticket, "idempotency_key", idempotencyKey.toString())
                .entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        Map<String, Object> answer;
        try {
            answer = ask(form);
        } catch (Unavailable lost) {
            answer = ask(form);
        }
        if (Boolean.TRUE.equals(answer.get("success"))) {
            return verification(answer);
        }
        List<?> codes = answer.get("error-codes") instanceof List<?> list ? list : List.of();
        String said = codes.stream().map(String::valueOf).collect(Collectors.joining(", "));
        if (codes.stream().anyMatch(OF_THE_SECRET::contains)) {
            throw new WrongSecret(said);
        }
        if (codes.isEmpty() || codes.contains("internal-error")) {
            throw new Unavailable(said);
        }
        throw new InvalidTicket(said);
    }

    private Map<String, Object> ask(String form) {
        HttpRequest request = HttpRequest.newBuilder(siteverify)
                .timeout(timeout)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Accept", "application/json")
                .POST(BodyPublishers.ofString(form))
                .build();
        try {
            HttpResponse<InputStream> response = http.send(request, BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                if (response.statusCode() != 200) {
                    throw new Unavailable("status " + response.statusCode());
                }
                return FlatJson.read(new String(body.readNBytes(LONGEST_ANSWER), StandardCharsets.UTF_8));
            }
        } catch (IOException | IllegalArgumentException failed) {
            throw new Unavailable(failed.getClass().getSimpleName());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new Unavailable("interrupted");
        }
    }

    private static Verification verification(Map<String, Object> answer) {
        if (answer.get("mobile") instanceof String mobile
                && answer.get("hostname") instanceof String hostname
                && answer.get("challenge_ts") instanceof String at) {
            try {
                return new Verification(mobile, Instant.parse(at), hostname);
            } catch (DateTimeException none) {
                throw new Unavailable("an answer with a time that is none");
            }
        }
        throw new Unavailable("an answer that lacks something");
    }

    @Override
    public String toString() {
        return "Menshen(" + siteverify + ")";
    }
}
