import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import menshen.Menshen;

/** A site whose form has the field {@code ticket}. It prints its port and serves until its standard input ends. */
final class Site {
    /** What it says to a registration. */
    record Answer(int status, String mobile) {}

    private Site() {}

    static Menshen menshen() {
        return new Menshen(System.getenv("MENSHEN_URL"), System.getenv("SITE_SECRET"));
    }

    /** @param register what it says to this ticket */
    static void serve(Function<String, Answer> register) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/register", exchange -> {
            String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String ticket = form.startsWith("ticket=") ? form.substring("ticket=".length()) : "";
            Answer answer = register.apply(URLDecoder.decode(ticket, StandardCharsets.UTF_8));
            byte[] body = ("{\"mobile\":\"" + answer.mobile() + "\"}").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        });
        server.start();
        System.out.println(server.getAddress().getPort());
        System.in.transferTo(OutputStream.nullOutputStream());
        server.stop(0);
    }
}
