import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import menshen.Verification;
import menshen.spring.VerifiedPhone;
import menshen.spring.VerifiedPhoneResolver;
import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.context.request.NativeWebRequest;

/** Redeems as Spring does for a controller: resolves its parameter, and answers with the status of what is thrown. */
final class SpringSite {
    private SpringSite() {}

    static final class Controller {
        String register(@VerifiedPhone("ticket") Verification phone) {
            return phone.mobile();
        }
    }

    public static void main(String[] arguments) throws IOException, ReflectiveOperationException {
        VerifiedPhoneResolver resolver = new VerifiedPhoneResolver(Site.menshen());
        Method method = Controller.class.getDeclaredMethod("register", Verification.class);
        MethodParameter parameter = new MethodParameter(method, 0);
        if (!resolver.supportsParameter(parameter)) {
            throw new IllegalStateException("it does not know its own annotation");
        }
        Site.serve(ticket -> {
            try {
                Verification phone = resolver.resolveArgument(parameter, null, form(ticket), null);
                return new Site.Answer(200, new Controller().register(phone));
            } catch (RuntimeException refused) {
                ResponseStatus status = AnnotationUtils.findAnnotation(refused.getClass(), ResponseStatus.class);
                return new Site.Answer(status == null ? 500 : status.code().value(), "");
            }
        });
    }

    /** A request with this field. */
    private static NativeWebRequest form(String ticket) {
        Class<?>[] types = {NativeWebRequest.class};
        return (NativeWebRequest) Proxy.newProxyInstance(SpringSite.class.getClassLoader(), types, (self, call, words) -> {
            if (call.getName().equals("getParameter")) {
                return words[0].equals("ticket") ? ticket : null;
            }
            throw new UnsupportedOperationException(call.getName());
        });
    }
}
