package menshen.spring;

import menshen.InvalidTicket;
import menshen.Menshen;
import menshen.Unavailable;
import menshen.Verification;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** Redeems tickets for parameters with {@link VerifiedPhone}. */
public final class VerifiedPhoneResolver implements HandlerMethodArgumentResolver {
    private final Menshen menshen;

    public VerifiedPhoneResolver(Menshen menshen) {
        this.menshen = menshen;
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.hasParameterAnnotation(VerifiedPhone.class)
                && parameter.getParameterType() == Verification.class;
    }

    @Override
    public Verification resolveArgument(
            MethodParameter parameter,
            ModelAndViewContainer container,
            NativeWebRequest request,
            WebDataBinderFactory binders) {
        String field = parameter.getParameterAnnotation(VerifiedPhone.class).value();
        try {
            return menshen.redeem(request.getParameter(field));
        } catch (InvalidTicket refused) {
            throw new PhoneNotVerified(refused);
        } catch (Unavailable away) {
            throw new PhoneNotChecked(away);
        }
    }
}
