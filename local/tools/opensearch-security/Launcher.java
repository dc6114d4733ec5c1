import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.codelibs.opensearch.runner.OpenSearchRunner;

/**
 * One OpenSearch node with the security plugin, in the foreground until SIGTERM. Speaks HTTP on this machine only, and knows one user,
 * `admin`, whose password is the environment variable ADMIN_PASSWORD: [--port=9200] [--data=folder].
 */
public final class Launcher {
    private static final String STORE_PASSWORD = "never-leaves-this-machine";

    public static void main(String[] args) throws Exception {
        Map<String, String> given = Arrays.stream(args).map(arg -> arg.replaceFirst("^--", "").split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
        Path data = Path.of(given.getOrDefault("data", "opensearch-data")).toAbsolutePath();
        String port = given.getOrDefault("port", "9200");
        configure(data.resolve("node_1/config"));
        OpenSearchRunner runner = new OpenSearchRunner();
        CountDownLatch forever = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                runner.close();
            } catch (Exception e) {
                e.printStackTrace();
            }
        }));
        runner.onBuild((number, settings) -> {
            settings.put("http.port", port);
            settings.put("transport.port", "0");
            settings.put("network.host", "127.0.0.1");
            settings.put("discovery.type", "single-node");
            settings.putList("node.roles", "cluster_manager", "data", "ingest");
            settings.put("cluster.routing.allocation.disk.threshold_enabled", false);
            // The plugin insists on TLS between nodes, even where there is one node.
            for (String store : List.of("keystore", "truststore")) {
                settings.put("plugins.security.ssl.transport." + store + "_type", "PKCS12");
                settings.put("plugins.security.ssl.transport." + store + "_filepath", store + ".p12");
                settings.put("plugins.security.ssl.transport." + store + "_password", STORE_PASSWORD);
            }
            settings.put("plugins.security.ssl.transport.enforce_hostname_verification", false);
            settings.put("plugins.security.allow_default_init_securityindex", true);
            settings.putList("plugins.security.restapi.roles_enabled", "all_access");
        }).build(OpenSearchRunner.newConfigs().basePath(data.toString()).clusterName("vigia-security").numOfNode(1)
                .pluginTypes("org.opensearch.security.OpenSearchSecurityPlugin"));
        System.out.println("opensearch ready on port " + port);
        forever.await();
    }

    /** The plugin reads its files when it is loaded, so they are there before the node. */
    private static void configure(Path config) throws Exception {
        Path security = Files.createDirectories(config.resolve("opensearch-security"));
        if (!Files.exists(config.resolve("truststore.p12"))) makeCertificate(config);
        byte[] salt = new byte[16];
        new SecureRandom().nextBytes(salt);
        String hash = OpenBSDBCrypt.generate("2y", System.getenv("ADMIN_PASSWORD").toCharArray(), salt, 10);
        write(security, "internal_users", "internalusers", "admin:\n  hash: \"" + hash + "\"\n  reserved: true\n  backend_roles: [admin]");
        write(security, "roles_mapping", "rolesmapping", "all_access:\n  reserved: false\n  backend_roles: [admin]");
        write(security, "config", "config", String.join("\n", "config:", "  dynamic:", "    http:", "      anonymous_auth_enabled: false",
                "    authc:", "      basic:", "        http_enabled: true", "        order: 0",
                "        http_authenticator: {type: basic, challenge: true}", "        authentication_backend: {type: internal}"));
        // Those of the plugin itself are built in.
        write(security, "roles", "roles", "");
        write(security, "action_groups", "actiongroups", "");
        write(security, "tenants", "tenants", "");
        write(security, "nodes_dn", "nodesdn", "");
        write(security, "allowlist", "allowlist", "config:\n  enabled: false");
        write(security, "whitelist", "whitelist", "config:\n  enabled: false");
        write(security, "audit", "audit", "config:\n  enabled: false");
    }

    private static void write(Path folder, String file, String type, String content) throws Exception {
        Files.writeString(folder.resolve(file + ".yml"), "_meta:\n  type: \"" + type + "\"\n  config_version: 2\n" + content + "\n");
    }

    /** A key whose certificate is signed by itself, and a store that trusts it. */
    private static void makeCertificate(Path config) throws Exception {
        Path keys = config.resolve("keystore.p12");
        Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin/keytool").toString(), "-genkeypair",
                "-alias", "node", "-keyalg", "EC", "-dname", "CN=node", "-validity", "3650", "-storetype", "PKCS12",
                "-keystore", keys.toString(), "-storepass", STORE_PASSWORD).inheritIO().start();
        if (keytool.waitFor() != 0) throw new IllegalStateException("keytool made no certificate for the node.");
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("node", KeyStore.getInstance(keys.toFile(), STORE_PASSWORD.toCharArray()).getCertificate("node"));
        try (OutputStream out = Files.newOutputStream(config.resolve("truststore.p12"))) {
            trusted.store(out, STORE_PASSWORD.toCharArray());
        }
    }
}
