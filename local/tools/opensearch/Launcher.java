import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.codelibs.opensearch.runner.OpenSearchRunner;

/** One OpenSearch node in the foreground, until SIGTERM: [--port=9200] [--data=folder] [--cluster=name] [--snapshots=folder]. */
public final class Launcher {
    public static void main(String[] args) throws Exception {
        Map<String, String> given = Arrays.stream(args).map(arg -> arg.replaceFirst("^--", "").split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
        Path data = Path.of(given.getOrDefault("data", "opensearch-data")).toAbsolutePath();
        String port = given.getOrDefault("port", "9200");
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
            settings.put("transport.port", "0"); // nobody joins: any free port, so that two clusters can run side by side
            settings.put("network.host", "127.0.0.1");
            settings.put("discovery.type", "single-node");
            settings.putList("node.roles", "cluster_manager", "data", "ingest");
            settings.putList("path.repo", given.getOrDefault("snapshots", data.resolve("snapshots").toString()));
            // A developer's disk is fuller than a server's: never turn indices read-only for it.
            settings.put("cluster.routing.allocation.disk.threshold_enabled", false);
        }).build(OpenSearchRunner.newConfigs().basePath(data.toString())
                .clusterName(given.getOrDefault("cluster", "vigia")).numOfNode(1));
        System.out.println("opensearch ready on port " + port);
        forever.await();
    }
}
