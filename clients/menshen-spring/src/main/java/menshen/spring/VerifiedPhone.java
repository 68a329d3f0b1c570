package menshen.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A controller's {@link menshen.Verification} that the ticket in this field of the form is redeemed for. Without a
 * good ticket the controller is not called: the answer is 403, and 503 while Menshen can't be asked.
 */
@Documented
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
public @interface VerifiedPhone {
    /** The field's name; the default is that of {@code <menshen-gate>}. */
    String value() default "menshen-ticket";
}
