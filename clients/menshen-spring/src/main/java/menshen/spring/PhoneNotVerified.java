package menshen.spring;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ResponseStatus;

/** There is no ticket, or none that is good: the person verifies the phone number again. */
@ResponseStatus(code = HttpStatus.FORBIDDEN, reason = "Verify your phone number again.")
public class PhoneNotVerified extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PhoneNotVerified(Throwable cause) {
        super(cause);
    }
}
