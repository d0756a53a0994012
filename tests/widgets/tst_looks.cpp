#include "tests/widgets/gallery_pages.h"
#include "tests/widgets/stage.h"
#include "widgets/paint.h"
#include "widgets/parts/label.h"
#include "widgets/parts/status_mark.h"
#include "widgets/parts/tag.h"
#include "widgets/plain_text.h"

#include <QAccessible>
#include <QFontInfo>
#include <QPainter>
#include <QTest>
#include <QTextDocument>

#include <functional>
#include <memory>

namespace deck::test {

using namespace Qt::StringLiterals;

class LooksTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void ownFontsAreUsed();
    void whatTakesTheFocusHasAName_data();
    void whatTakesTheFocusHasAName();
    void switchedThemeLooksAsIfStartedWithIt_data();
    void switchedThemeLooksAsIfStartedWithIt();
    void themeSaysOnlyRealChanges();
    void nothingIsPaintedOutsideOfItsBox_data();
    void nothingIsPaintedOutsideOfItsBox();
    void labelsShowMarkupAsText();
    void toolTipShowsMarkupAsText_data();
    void toolTipShowsMarkupAsText();
    void longTextIsCutOff();
};

namespace {

using MakePage = QWidget* (*)(Theme&);
using Paint = std::function<void(QPainter&, const QRect&, const Tokens&)>;

void addPages()
{
    QTest::addColumn<MakePage>("make");

    QTest::newRow("controls") << MakePage(controlsPage);
    QTest::newRow("texts") << MakePage(textPage);
    QTest::newRow("icons") << MakePage(iconsPage);
    QTest::newRow("table") << MakePage(tablePage);
    QTest::newRow("feedback") << MakePage(feedbackPage);
}

QString nameOf(QWidget& widget)
{
    QAccessibleInterface* const accessible = QAccessible::queryAccessibleInterface(&widget);
    return accessible == nullptr ? QString() : accessible->text(QAccessible::Name);
}

QImage pictureOf(Stage& stage)
{
    QCoreApplication::processEvents();
    return stage.window.grab().toImage();
}

/// True when every pixel outside of box is as it was.
bool isCleanOutside(const QImage& image, const QRect& box, int ratio)
{
    const QRect inside(box.topLeft() * ratio, box.size() * ratio);
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            if (!inside.contains(x, y) && image.pixelColor(x, y) != QColor(Qt::white)) {
                return false;
            }
        }
    }
    return true;
}

void addStates(const std::function<void(const char*, const QRect&, const Paint&)>& add)
{
    const std::pair<const char*, Status> states[] = {
        {"online", Status::Online},   {"stale", Status::Stale},     {"offline", Status::Offline},
        {"blocked", Status::Blocked}, {"warning", Status::Warning}, {"failed", Status::Failed}};
    for (const auto& [name, status] : states) {
        add(name, {20, 20, kStatusMarkSide, kStatusMarkSide},
            [status](QPainter& painter, const QRect& box, const Tokens& tokens) {
                paintStatus(painter, box, status, tokens);
            });
    }
}

} // namespace

void LooksTest::ownFontsAreUsed()
{
    const Stage stage;

    for (const TextStyle style : {TextStyle::Body, TextStyle::BodyStrong, TextStyle::Mono}) {
        const QFont font = fontFor(style);
        QCOMPARE(QFontInfo(font).family(), font.family());
        QVERIFY(QFontInfo(font).exactMatch());
    }
    QVERIFY(QFontInfo(fontFor(TextStyle::Mono)).fixedPitch());
}

void LooksTest::whatTakesTheFocusHasAName_data()
{
    addPages();
}

void LooksTest::whatTakesTheFocusHasAName()
{
    QFETCH(const MakePage, make);
    Stage stage;
    stage.add(make(stage.theme));
    QVERIFY(stage.show());

    for (QWidget* widget : stage.window.findChildren<QWidget*>()) {
        if (widget->focusPolicy() == Qt::NoFocus || widget->focusProxy() != nullptr ||
            !widget->isVisible()) {
            continue;
        }
        QVERIFY2(
            !nameOf(*widget).isEmpty(),
            qPrintable(QString::fromLatin1(widget->metaObject()->className()) + u" in "_s +
                       QString::fromLatin1(widget->parentWidget()->metaObject()->className())));
    }
}

void LooksTest::switchedThemeLooksAsIfStartedWithIt_data()
{
    addPages();
}

void LooksTest::switchedThemeLooksAsIfStartedWithIt()
{
    QFETCH(const MakePage, make);
    const auto build = [&](Stage& stage) {
        stage.window.resize(1'200, 800);
        stage.add(make(stage.theme));
        return stage.show();
    };
    QImage light;
    QImage dark;
    {
        Stage stage(Theme::Choice::Dark);
        QVERIFY(build(stage));
        dark = pictureOf(stage);
    }

    Stage stage;
    QVERIFY(build(stage));
    light = pictureOf(stage);
    stage.theme.setChoice(Theme::Choice::Dark);
    const QImage switched = pictureOf(stage);
    stage.theme.setChoice(Theme::Choice::Light);

    QVERIFY(switched != light);
    QVERIFY(switched == dark);
    QVERIFY(pictureOf(stage) == light);
}

void LooksTest::themeSaysOnlyRealChanges()
{
    Stage stage;
    int changes = 0;
    connect(&stage.theme, &Theme::changed, this, [&] { ++changes; });

    stage.theme.setChoice(Theme::Choice::Light);
    stage.theme.setReduceMotion(true);
    QCOMPARE(changes, 0);
    stage.theme.setChoice(Theme::Choice::Dark);

    QCOMPARE(changes, 1);
    QVERIFY(stage.theme.isDark());
    QCOMPARE(qApp->palette().color(QPalette::Window), darkTokens().window);
}

void LooksTest::nothingIsPaintedOutsideOfItsBox_data()
{
    QTest::addColumn<QRect>("box");
    QTest::addColumn<Paint>("paint");
    const auto add = [](const char* name, const QRect& box, const Paint& paint) {
        QTest::newRow(name) << box << paint;
    };

    addStates(add);
    const QString text = u"ÄgjÇ|Ŵ quite a long text"_s;
    add("text", {20, 20, 60, 20}, [=](QPainter& painter, const QRect& box, const Tokens& tokens) {
        paintText(painter, box, text, {.color = tokens.text});
    });
    add("text in the middle", {20, 20, 60, 20},
        [=](QPainter& painter, const QRect& box, const Tokens& tokens) {
            paintText(painter, box, text, {.color = tokens.text, .align = Qt::AlignHCenter});
        });
    add("tag", {20, 20, 60, 24}, [=](QPainter& painter, const QRect& box, const Tokens& tokens) {
        paintTag(painter, box, text, TagRole::Warn, tokens);
    });
    add("box", {20, 20, 60, 24}, [](QPainter& painter, const QRect& box, const Tokens& tokens) {
        paintBox(painter, box, {.fill = tokens.inset, .border = tokens.border, .radius = 7});
    });
    add("bar", {20, 20, 60, 24}, [](QPainter& painter, const QRect& box, const Tokens& tokens) {
        paintSkeletonBar(painter, box, tokens, 1);
    });
    add("key cap", {20, 20, 60, 24}, [](QPainter& painter, const QRect& box, const Tokens& tokens) {
        paintKeyCap(painter, box, u"Ctrl K"_s, tokens);
    });
}

void LooksTest::nothingIsPaintedOutsideOfItsBox()
{
    QFETCH(const QRect, box);
    QFETCH(const Paint, paint);
    const Stage stage;

    for (const int ratio : {1, 2}) {
        QImage image(QSize(100, 70) * ratio, QImage::Format_ARGB32_Premultiplied);
        image.setDevicePixelRatio(ratio);
        image.fill(Qt::white);
        QPainter painter(&image);
        paint(painter, box, lightTokens());
        painter.end();
        QVERIFY2(isCleanOutside(image, box, ratio), qPrintable(u"at %1x"_s.arg(ratio)));
    }
}

void LooksTest::labelsShowMarkupAsText()
{
    Stage stage;
    auto& label = stage.add<Label>(u"<b>pump</b><br>7"_s);
    auto& plain = stage.add<Label>(u"pump"_s);

    QCOMPARE(label.textFormat(), Qt::PlainText);
    QCOMPARE(label.sizeHint().height(), plain.sizeHint().height());
    QVERIFY(label.sizeHint().width() > 2 * plain.sizeHint().width());
}

void LooksTest::toolTipShowsMarkupAsText_data()
{
    QTest::addColumn<QString>("text");

    QTest::newRow("plain") << u"pump 7"_s;
    QTest::newRow("bold") << u"<b>pump</b> 7"_s;
    QTest::newRow("picture") << u"<img src='http://example.com/x.png'>"_s;
    QTest::newRow("whole document") << u"<!DOCTYPE html><html><body>x</body></html>"_s;
    QTest::newRow("already escaped") << u"<b>a &amp; b &lt;</b>"_s;
    QTest::newRow("lines and blanks") << u"<i>a\n  b</i>"_s;
}

void LooksTest::toolTipShowsMarkupAsText()
{
    QFETCH(const QString, text);

    const QString toolTip = plainToolTip(text);

    if (!Qt::mightBeRichText(toolTip)) {
        QCOMPARE(toolTip, text);
        return;
    }
    QTextDocument document;
    document.setHtml(toolTip);
    QString shown = document.toPlainText();
    QCOMPARE(shown.replace(QChar::Nbsp, u' '), text);
}

void LooksTest::longTextIsCutOff()
{
    Stage stage;
    auto& label = stage.add<Label>(QString(500, u'x'));
    label.setElide(Qt::ElideRight);
    QVERIFY(stage.show());

    QVERIFY(label.width() <= stage.window.width());
    QVERIFY(stage.window.minimumSizeHint().width() < 200);
}

std::unique_ptr<QObject> looksTest()
{
    return std::make_unique<LooksTest>();
}

} // namespace deck::test

#include "tst_looks.moc"
