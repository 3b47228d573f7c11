package gg.tap2.studio.ui;

import javafx.scene.Node;
import javafx.scene.layout.VBox;
import javafx.scene.text.Text;
import javafx.scene.text.TextFlow;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.BulletList;
import org.commonmark.node.Code;
import org.commonmark.node.Emphasis;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.Heading;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.Link;
import org.commonmark.node.ListItem;
import org.commonmark.node.OrderedList;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.StrongEmphasis;
import org.commonmark.node.ThematicBreak;
import org.commonmark.parser.Parser;

/// Markdown as nodes: no browser engine, no HTML, hence nothing to sanitise; raw HTML is shown as nothing, as
/// it is on the fan pages.
public final class MarkdownView extends VBox {
    private static final Parser PARSER = Parser.builder().build();

    public MarkdownView() {
        super(10);
        getStyleClass().add("markdown");
    }

    public void show(String markdown) {
        var blocks = new Blocks(this);
        getChildren().clear();
        PARSER.parse(markdown).accept(blocks);
    }

    private static final class Blocks extends AbstractVisitor {
        private VBox into;
        private int ordinal;

        Blocks(VBox into) {
            this.into = into;
        }

        @Override
        public void visit(Heading heading) {
            add(Inline.flow(heading, "md-h" + Math.min(3, heading.getLevel())));
        }

        @Override
        public void visit(Paragraph paragraph) {
            add(Inline.flow(paragraph, "md-text"));
        }

        @Override
        public void visit(BulletList list) {
            items(list, 0);
        }

        @Override
        public void visit(OrderedList list) {
            Integer start = list.getMarkerStartNumber();
            items(list, start == null ? 1 : start);
        }

        private void items(org.commonmark.node.Node list, int first) {
            int outer = ordinal;
            ordinal = first;
            visitChildren(list);
            ordinal = outer;
        }

        @Override
        public void visit(ListItem item) {
            var marker = Ui.text(ordinal == 0 ? "•" : ordinal++ + ".", "muted");
            marker.setMinWidth(18);
            var body = inner(item, new VBox(6));
            var row = Ui.row(8, marker, Ui.grow(body));
            row.setAlignment(javafx.geometry.Pos.TOP_LEFT);
            add(row);
        }

        @Override
        public void visit(org.commonmark.node.BlockQuote quote) {
            var box = new VBox(8);
            box.getStyleClass().add("md-quote");
            add(inner(quote, box));
        }

        @Override
        public void visit(FencedCodeBlock block) {
            code(block.getLiteral());
        }

        @Override
        public void visit(IndentedCodeBlock block) {
            code(block.getLiteral());
        }

        @Override
        public void visit(ThematicBreak line) {
            var divider = new VBox();
            divider.getStyleClass().add("divider");
            add(divider);
        }

        private void code(String literal) {
            var label = Ui.wrapped(literal.stripTrailing(), "mono", "sunken");
            label.setMaxWidth(Double.MAX_VALUE);
            add(label);
        }

        private VBox inner(org.commonmark.node.Node node, VBox box) {
            VBox outer = into;
            into = box;
            visitChildren(node);
            into = outer;
            return box;
        }

        private void add(Node node) {
            into.getChildren().add(node);
        }
    }

    private static final class Inline extends AbstractVisitor {
        private final TextFlow flow = new TextFlow();
        private final String base;
        private boolean bold;
        private boolean italic;
        private boolean link;

        private Inline(String base) {
            this.base = base;
        }

        static TextFlow flow(org.commonmark.node.Node node, String base) {
            var inline = new Inline(base);
            inline.visitChildren(node);
            return inline.flow;
        }

        @Override
        public void visit(org.commonmark.node.Text text) {
            add(text.getLiteral(), link ? "md-link" : "md-text");
        }

        @Override
        public void visit(Code code) {
            add(code.getLiteral(), "md-code");
        }

        @Override
        public void visit(SoftLineBreak lineBreak) {
            add(" ", "md-text");
        }

        @Override
        public void visit(HardLineBreak lineBreak) {
            add("\n", "md-text");
        }

        @Override
        public void visit(Emphasis emphasis) {
            boolean outer = italic;
            italic = true;
            visitChildren(emphasis);
            italic = outer;
        }

        @Override
        public void visit(StrongEmphasis strong) {
            boolean outer = bold;
            bold = true;
            visitChildren(strong);
            bold = outer;
        }

        @Override
        public void visit(Link target) {
            boolean outer = link;
            link = true;
            visitChildren(target);
            link = outer;
        }

        private void add(String content, String style) {
            var text = new Text(content);
            text.getStyleClass().addAll(style);
            if (base.startsWith("md-h")) {
                text.getStyleClass().add(base);
            }
            String css = (bold ? "-fx-font-weight: bold;" : "") + (italic ? "-fx-font-style: italic;" : "");
            if (!css.isEmpty()) {
                text.setStyle(css);
            }
            flow.getChildren().add(text);
        }
    }
}
