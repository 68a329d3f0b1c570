package menshen;

/** The person has to verify the phone number: the ticket is none, has expired or was redeemed before. */
public final class InvalidTicket extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InvalidTicket(String why) {
        super(why);
    }
}
