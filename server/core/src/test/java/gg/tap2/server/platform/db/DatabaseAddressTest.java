package gg.tap2.server.platform.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gg.tap2.server.platform.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Addresses as providers' consoles print them, and what the driver gets of each.
class DatabaseAddressTest {
    private static final String JAVA = "sslfactory=org.postgresql.ssl.DefaultJavaSSLFactory";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // Supabase: direct, session pooler, transaction pooler
                "postgresql://postgres:pw@db.abc.supabase.co:5432/postgres|jdbc:postgresql://db.abc.supabase.co:5432/postgres|postgres|false",
                "postgresql://postgres.abc:pw@aws-0-eu.pooler.supabase.com:5432/postgres|jdbc:postgresql://aws-0-eu.pooler.supabase.com:5432/postgres|postgres.abc|false",
                "postgresql://postgres.abc:pw@aws-0-eu.pooler.supabase.com:6543/postgres?pgbouncer=true&connection_limit=1|jdbc:postgresql://aws-0-eu.pooler.supabase.com:6543/postgres|postgres.abc|true",
                "postgresql://postgres.abc:pw@aws-0-eu.pooler.supabase.com:6543/postgres|jdbc:postgresql://aws-0-eu.pooler.supabase.com:6543/postgres|postgres.abc|true",
                // Neon
                "postgresql://me:pw@ep-x-1.eu-central-1.aws.neon.tech/db?sslmode=require&channel_binding=require|jdbc:postgresql://ep-x-1.eu-central-1.aws.neon.tech:5432/db?sslmode=require&channelBinding=require|me|false",
                "postgresql://me:pw@ep-x-1-pooler.eu-central-1.aws.neon.tech/db?sslmode=require|jdbc:postgresql://ep-x-1-pooler.eu-central-1.aws.neon.tech:5432/db?sslmode=require|me|true",
                // Two hosts (Crunchy, Patroni, Aiven)
                "postgres://u:p@h1,h2:5433/db?target_session_attrs=read-write|jdbc:postgresql://h1:5432,h2:5433/db?targetServerType=primary|u|false",
                // Heroku, Render, Railway, DigitalOcean, RDS
                "postgres://u:p@ec2-1.compute-1.amazonaws.com:5432/d1|jdbc:postgresql://ec2-1.compute-1.amazonaws.com:5432/d1|u|false",
                "postgresql://doadmin:p@db-1.ondigitalocean.com:25060/defaultdb?sslmode=require|jdbc:postgresql://db-1.ondigitalocean.com:25060/defaultdb?sslmode=require|doadmin|false",
                "postgres://u:p@[2001:db8::1]:5432/db|jdbc:postgresql://[2001:db8::1]:5432/db|u|false",
                "postgres://u:p@h/db?pgbouncer=true|jdbc:postgresql://h:5432/db|u|true",
                "postgres://u:p@h/db?sslmode=require&pgbouncer=true&application_name=tap2|jdbc:postgresql://h:5432/db?sslmode=require&ApplicationName=tap2|u|true",
                "postgres://u:p@h/db?connect_timeout=10&keepalives=1|jdbc:postgresql://h:5432/db?connectTimeout=10&tcpKeepAlive=true|u|false",
                "postgres://u:p@h/db?not_a_parameter=1|jdbc:postgresql://h:5432/db|u|false",
                "postgres://h/db?user=u&password=p|jdbc:postgresql://h:5432/db|u|false"
            })
    void areUnderstood(String url, String jdbc, String user, boolean pooler) {
        var a = DatabaseAddress.parse(url);
        assertThat(a.jdbcUrl()).isEqualTo(jdbc);
        assertThat(a.user()).isEqualTo(user);
        assertThat(a.password().value()).isNotEmpty();
        assertThat(a.pooler()).isEqualTo(pooler);
    }

    @Test
    void certificatesOfTheSystemAreJavas() {
        assertThat(DatabaseAddress.parse("postgres://u:p@h/db?sslmode=verify-full&sslrootcert=system")
                        .jdbcUrl())
                .isEqualTo("jdbc:postgresql://h:5432/db?sslmode=verify-full&" + JAVA);
        assertThat(DatabaseAddress.parse("postgres://u:p@h/db?sslmode=verify-full")
                        .jdbcUrl())
                .endsWith(JAVA);
        assertThat(DatabaseAddress.parse("postgres://u:p@h/db?sslmode=verify-full&sslrootcert=/etc/ca.pem")
                        .jdbcUrl())
                .isEqualTo("jdbc:postgresql://h:5432/db?sslmode=verify-full&sslrootcert=%2Fetc%2Fca.pem");
    }

    @Test
    void passwordsAreWhatTheyAre() {
        assertThat(DatabaseAddress.parse("postgres://u:a+b%2Bc%40d%25@h/db")
                        .password()
                        .value())
                .isEqualTo("a+b+c@d%");
        var jdbc = DatabaseAddress.parse("jdbc:postgresql://h:5432/db?user=u&password=a%26b&pgbouncer=true");
        assertThat(jdbc.password().value()).isEqualTo("a&b");
        assertThat(jdbc.pooler()).isTrue();
        assertThat(jdbc.jdbcUrl()).doesNotContain("pgbouncer");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mysql://u:p@h/db",
                "postgres://u:p@/db?host=/var/run/postgresql",
                "postgres://u:p@%2Fvar%2Frun/db",
                "postgres://u:p@h:99999/db",
                "postgres://u:p@h:abc/db",
                "postgres://u:p@h,/db",
                "postgres://u:p%@h/db",
                "postgres://u:p@h/db?target_session_attrs=sometimes",
                "h/db",
                ""
            })
    void whatIsNoneIsRefusedWithAWord(String url) {
        assertThatThrownBy(() -> DatabaseAddress.parse(url))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("database.url");
    }
}
