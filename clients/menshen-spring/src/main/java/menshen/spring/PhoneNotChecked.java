package menshen.spring;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ResponseStatus;

/** Nobody knows for now: the person tries again in a moment. */
@ResponseStatus(
        code = HttpStatus.SERVICE_UNAVAILABLE,
        reason = "Your phone number can't be checked for now. Try again in a moment.")
public class PhoneNotChecked extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PhoneNotChecked(Throwable cause) {
        super(cause);
    }
}
