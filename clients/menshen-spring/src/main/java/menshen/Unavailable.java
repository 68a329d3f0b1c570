package menshen;

/** Menshen can't be reached or is busy; the ticket may be good. Ask the person to try again in a moment. */
public final class Unavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unavailable(String why) {
        super(why);
    }
}
