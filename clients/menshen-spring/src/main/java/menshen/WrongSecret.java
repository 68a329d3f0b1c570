package menshen;

/** The secret is not the SITE_SECRET of the server. The ticket is not spent. */
public final class WrongSecret extends RuntimeException {
    private static final long serialVersionUID = 1L;

    WrongSecret(String why) {
        super(why);
    }
}
