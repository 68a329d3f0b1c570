import java.io.IOException;
import menshen.InvalidTicket;
import menshen.Menshen;
import menshen.Unavailable;

/** Redeems with the call alone. */
final class CallSite {
    private CallSite() {}

    public static void main(String[] arguments) throws IOException {
        Menshen menshen = Site.menshen();
        Site.serve(ticket -> {
            try {
                return new Site.Answer(200, menshen.redeem(ticket).mobile());
            } catch (InvalidTicket refused) {
                return new Site.Answer(403, "");
            } catch (Unavailable away) {
                return new Site.Answer(503, "");
            }
        });
    }
}
