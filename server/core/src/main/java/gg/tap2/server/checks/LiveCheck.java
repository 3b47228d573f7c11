package gg.tap2.server.checks;

import gg.tap2.server.platform.config.ServerConfig;
import java.util.List;

/// The questions to one provider.
interface LiveCheck {
    String area();

    /// Exceptions become a failure of the area.
    List<Finding> look(ServerConfig config);
}
