package menshen.spring;

import java.util.List;
import menshen.Menshen;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** What Spring Boot 3 and later finds by itself: {@link Menshen}, of the properties menshen.url and menshen.secret. */
@Configuration(proxyBeanMethods = false)
public class MenshenConfiguration {
    @Bean
    Menshen menshen(Environment environment) {
        return new Menshen(
                environment.getRequiredProperty("menshen.url"), environment.getRequiredProperty("menshen.secret"));
    }

    @Bean
    WebMvcConfigurer verifiedPhones(ObjectProvider<Menshen> menshen) {
        return new WebMvcConfigurer() {
            @Override
            public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
                resolvers.add(new VerifiedPhoneResolver(menshen.getObject()));
            }
        };
    }
}
