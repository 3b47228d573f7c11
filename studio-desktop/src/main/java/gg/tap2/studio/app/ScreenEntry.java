package gg.tap2.studio.app;

import gg.tap2.studio.session.Context;
import gg.tap2.studio.ui.Screen;
import java.util.function.Function;
import org.kordamp.ikonli.feather.Feather;

/// A screen of the navigation; built when it is first opened. `group` heads a part of the sidebar.
record ScreenEntry(String id, String group, Feather icon, Function<Context, Screen> factory) {}
