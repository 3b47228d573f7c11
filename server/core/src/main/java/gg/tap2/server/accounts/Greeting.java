package gg.tap2.server.accounts;

import gg.tap2.server.notices.PlainNames;

/// How mail greets somebody whose address may be a stranger's.
final class Greeting {
    private Greeting() {}

    static String of(User user) {
        return PlainNames.greeting(user.displayName());
    }
}
