package gg.tap2.studio.testing;

import gg.tap2.studio.api.SignIn;
import gg.tap2.studio.platform.Preferences;
import gg.tap2.studio.secrets.Secrets;
import gg.tap2.studio.session.Account;
import gg.tap2.studio.session.Context;
import gg.tap2.studio.session.Session;
import gg.tap2.studio.session.Sessions;
import gg.tap2.studio.ui.Background;
import gg.tap2.studio.ui.Formats;
import gg.tap2.studio.ui.Host;
import gg.tap2.studio.ui.Texts;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A context without toolkit and stage: everything runs in the test's thread, and what the host is told is kept.
public final class ViewModelFixture implements AutoCloseable {
    public final FakePlatform platform;
    public final Context context;
    public final List<String> told = new ArrayList<>();

    public ViewModelFixture(Path dir) throws Exception {
        platform = new FakePlatform(dir.resolve("platform"));
        DemoData.fill(platform);
        var sessions = new Sessions(dir.resolve("accounts"), Secrets.inFile(dir), InstantSource.system());
        var account = new Account(platform.baseUrl(), FakePlatform.EMAIL);
        var client = sessions.client(account);
        var in = (SignIn.Outcome.SignedIn)
                new SignIn(client).password(FakePlatform.EMAIL, FakePlatform.PASSWORD, "test");
        Session session = sessions.open(account, in.me(), client);
        session.sync().runOnce();
        Host host = (Host) Proxy.newProxyInstance(
                Host.class.getClassLoader(), new Class<?>[] {Host.class}, (proxy, method, args) -> {
                    if (method.isDefault()) {
                        return java.lang.reflect.InvocationHandler.invokeDefault(proxy, method, args);
                    }
                    told.add(method.getName() + (args == null ? "" : " " + List.of(args)));
                    return method.getReturnType() == List.class ? List.of() : null;
                });
        context = new Context(
                session,
                new Texts(Locale.ENGLISH),
                new Formats(Locale.US, ZoneOffset.UTC),
                Background.direct(),
                host,
                new Preferences(dir.resolve("settings.json")));
    }

    @Override
    public void close() {
        context.session().close();
        platform.close();
    }
}
