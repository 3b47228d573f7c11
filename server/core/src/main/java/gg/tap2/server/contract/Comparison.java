package gg.tap2.server.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Where the stand-in differs from the real one: another status, a call more or less, a field that the real one does
/// not have, or one of another type. Fields that the real one has besides are no difference; nobody here reads them.
public record Comparison(List<String> differences, long more) {
    public static Comparison of(List<Exchange> real, List<Exchange> standIn) {
        var out = new ArrayList<String>();
        long more = 0;
        for (int i = 0; i < Math.max(real.size(), standIn.size()); i++) {
            if (i >= real.size() || i >= standIn.size()) {
                Exchange alone = (i < real.size() ? real : standIn).get(i);
                out.add(alone.step() + ": " + alone.call() + " only "
                        + (i < real.size() ? "at the real one" : "at the stand-in"));
                continue;
            }
            Exchange r = real.get(i);
            Exchange s = standIn.get(i);
            if (!r.step().equals(s.step()) || !r.call().equals(s.call())) {
                out.add(r.step() + ": " + r.call() + " there, " + s.call() + " here; what follows is not compared");
                return new Comparison(out, more);
            }
            if (!r.answer().equals(s.answer())) {
                out.add(r.step() + ": " + r.call() + " is " + r.answer() + " there and " + s.answer() + " here");
            } else {
                more += fields(r, s, out);
            }
        }
        return new Comparison(out, more);
    }

    private static long fields(Exchange real, Exchange standIn, List<String> out) {
        standIn.shape().forEach((path, type) -> {
            String there = real.shape().get(path);
            if (there == null) {
                if (!beneathNothing(real.shape(), path)) {
                    out.add(real.step() + ": " + real.call() + " has no " + path + " there");
                }
            } else if (!fits(there, type)) {
                out.add(real.step() + ": " + real.call() + " " + path + " is " + there + " there and " + type
                        + " here");
            }
        });
        return real.shape().keySet().stream()
                .filter(p -> !standIn.shape().containsKey(p))
                .count();
    }

    /// Whether the real one has null or an empty list where the stand-in has more.
    private static boolean beneathNothing(Map<String, String> shape, String path) {
        for (String at = path; at.contains(".") || at.contains("[]"); ) {
            int cut = Math.max(at.lastIndexOf('.'), at.lastIndexOf("[]"));
            at = at.substring(0, cut);
            String type = shape.get(at);
            if (type != null) {
                boolean empty = type.equals("list")
                        && shape.keySet().stream().noneMatch(p -> p.startsWith(path.substring(0, cut) + "[]"));
                return type.equals("null") || empty;
            }
        }
        return false;
    }

    private static boolean fits(String there, String here) {
        return there.equals(here) || there.equals("null") || here.equals("null") || there.contains(here);
    }
}
