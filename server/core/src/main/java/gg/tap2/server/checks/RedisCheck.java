package gg.tap2.server.checks;

import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.ServerConfig;
import gg.tap2.server.platform.ratelimit.SharedRedis;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import io.lettuce.core.codec.StringCodec;
import java.util.List;
import java.util.Locale;

/// The commands that limits and live events need.
final class RedisCheck implements LiveCheck {
    private static final String KEY = "tap2:config-check";
    private static final String SCRIPT = "return redis.call('get', KEYS[1])";

    @Override
    public String area() {
        return "redis";
    }

    @Override
    public List<Finding> look(ServerConfig c) {
        if (!c.isSet(Key.REDIS_URL)) {
            return List.of(Finding.skipped(area(), "redis.url is not set: each server counts for itself"));
        }
        String kind;
        try {
            kind = SharedRedis.<String, String>connect(
                    c.text(Key.REDIS_URL),
                    StringCodec.UTF8,
                    (client, one) -> {
                        var r = one.sync();
                        r.set(KEY, "1", SetArgs.Builder.px(10_000));
                        String read = r.eval(SCRIPT, ScriptOutputType.VALUE, KEY);
                        r.publish(KEY, "1");
                        r.del(KEY);
                        return ended(client, read, "one Redis");
                    },
                    (client, many) -> {
                        var r = many.sync();
                        r.set(KEY, "1", SetArgs.Builder.px(10_000));
                        String read = r.eval(SCRIPT, ScriptOutputType.VALUE, KEY);
                        r.publish(KEY, "1");
                        r.del(KEY);
                        return ended(client, read, "a cluster");
                    });
        } catch (RuntimeException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            String word = Finding.word(cause);
            return List.of(Finding.failed(
                    area(),
                    word,
                    word.toUpperCase(Locale.ROOT).contains("NOPERM")
                            ? "allow the user SET, GET, DEL, EVAL, PUBLISH and SUBSCRIBE on tap2:*"
                            : "look at the host, the password and rediss:// in redis.url"));
        }
        return List.of(
                kind.isEmpty()
                        ? Finding.failed(
                                area(), "a script read another value", "ask the provider whether EVAL is supported")
                        : Finding.ok(area(), kind + " that takes SET, EVAL, PUBLISH and DEL"));
    }

    private static String ended(AutoCloseable client, String read, String kind) {
        try {
            client.close();
        } catch (Exception e) {
            // It was asked already.
        }
        return "1".equals(read) ? kind : "";
    }
}
