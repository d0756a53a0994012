#include "tests/widgets/stage.h"
#include "widgets/tokens.h"

#include <QTest>

#include <array>
#include <cmath>
#include <memory>

namespace deck::test {

using namespace Qt::StringLiterals;

class TokensTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void textReadsOnItsGround_data();
    void textReadsOnItsGround();
    void stateColorsCanBeToldApart_data();
    void stateColorsCanBeToldApart();
    void everyIconIsThere();
    void iconTakesItsColor();
};

namespace {

struct Pair
{
    const char* name;
    TokenColor text;
    TokenColor ground;
};

#define PAIR(text, ground)                                                                         \
    Pair                                                                                           \
    {                                                                                              \
#text " on " #ground, &Tokens::text, &Tokens::ground                                       \
    }

const Pair kPairs[] = {
    PAIR(text, window),
    PAIR(text, sidebar),
    PAIR(text, surface),
    PAIR(text, inset),
    PAIR(text, hover),
    PAIR(text, raised),
    PAIR(text, accentSoft),
    PAIR(text, warnSoft),
    PAIR(text, badSoft),
    PAIR(text2, window),
    PAIR(text2, sidebar),
    PAIR(text2, surface),
    PAIR(text2, inset),
    PAIR(text2, hover),
    PAIR(text2, raised),
    PAIR(text2, accentSoft),
    PAIR(text2, warnSoft),
    PAIR(text2, badSoft),
    PAIR(text3, window),
    PAIR(text3, sidebar),
    PAIR(text3, surface),
    PAIR(text3, inset),
    PAIR(text3, hover),
    PAIR(text3, raised),
    PAIR(accentText, window),
    PAIR(accentText, surface),
    PAIR(accentText, raised),
    PAIR(accentText, accentSoft),
    PAIR(onAccent, accent),
    PAIR(onAccent, primaryHover),
    PAIR(onAccent, primaryPress),
    PAIR(ok, surface),
    PAIR(ok, hover),
    PAIR(ok, okSoft),
    PAIR(warn, surface),
    PAIR(warn, hover),
    PAIR(warn, accentSoft),
    PAIR(warn, warnSoft),
    PAIR(off, surface),
    PAIR(off, offSoft),
    PAIR(bad, window),
    PAIR(bad, surface),
    PAIR(bad, raised),
    PAIR(bad, hover),
    PAIR(bad, accentSoft),
    PAIR(bad, badSoft),
    PAIR(env, surface),
    PAIR(env, envSoft),
};

#undef PAIR

using Triple = std::array<double, 3>;
using Matrix = std::array<Triple, 3>;

Triple times(const Matrix& matrix, const Triple& vector)
{
    Triple result{};
    for (std::size_t row = 0; row < 3; ++row) {
        for (std::size_t column = 0; column < 3; ++column) {
            result[row] += matrix[row][column] * vector[column];
        }
    }
    return result;
}

/// sRGB to linear light.
Triple linear(const QColor& color)
{
    const auto one = [](double value) {
        return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
    };
    return {one(color.redF()), one(color.greenF()), one(color.blueF())};
}

/// WCAG 2.1, relative luminance.
double luminance(const QColor& color)
{
    const Triple light = linear(color);
    return 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2];
}

double contrast(const QColor& a, const QColor& b)
{
    const double high = std::max(luminance(a), luminance(b));
    const double low = std::min(luminance(a), luminance(b));
    return (high + 0.05) / (low + 0.05);
}

/// CIE L*a*b*, D65.
Triple labOf(const Triple& light)
{
    const Matrix toXyz{{{0.4124564, 0.3575761, 0.1804375},
                        {0.2126729, 0.7151522, 0.0721750},
                        {0.0193339, 0.1191920, 0.9503041}}};
    const Triple xyz = times(toXyz, light);
    const auto f = [](double t) {
        return t > 216.0 / 24'389 ? std::cbrt(t) : (24'389.0 / 27 * t + 16) / 116;
    };
    const double x = f(xyz[0] / 0.95047);
    const double y = f(xyz[1]);
    const double z = f(xyz[2] / 1.08883);
    return {116 * y - 16, 500 * (x - y), 200 * (y - z)};
}

/// Machado, Oliveira, Fernandes 2009, severity 1.0.
const Matrix kUsual{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
const Matrix kProtan{{{0.152286, 1.052583, -0.204868},
                      {0.114503, 0.786281, 0.099216},
                      {-0.003882, -0.048116, 1.051998}}};
const Matrix kDeutan{{{0.367322, 0.860646, -0.227968},
                      {0.280085, 0.672501, 0.047413},
                      {-0.011820, 0.042940, 0.968881}}};
const Matrix kTritan{{{1.255528, -0.076749, -0.178779},
                      {-0.078411, 0.930809, 0.147602},
                      {0.004733, 0.691367, 0.303900}}};

double distance(const QColor& a, const QColor& b, const Matrix& vision)
{
    const auto seen = [&](const QColor& color) {
        Triple light = times(vision, linear(color));
        for (double& value : light) {
            value = std::clamp(value, 0.0, 1.0);
        }
        return labOf(light);
    };
    const Triple first = seen(a);
    const Triple second = seen(b);
    return std::hypot(first[0] - second[0], first[1] - second[1], first[2] - second[2]);
}

void addThemes(const char* name, const std::function<void(const QByteArray&, bool)>& add)
{
    add(QByteArray(name) + ", light", false);
    add(QByteArray(name) + ", dark", true);
}

const Tokens& tokensOf(bool dark)
{
    return dark ? darkTokens() : lightTokens();
}

} // namespace

void TokensTest::textReadsOnItsGround_data()
{
    QTest::addColumn<QColor>("text");
    QTest::addColumn<QColor>("ground");

    for (const Pair& pair : kPairs) {
        addThemes(pair.name, [&](const QByteArray& name, bool dark) {
            const Tokens& t = tokensOf(dark);
            QTest::newRow(name.constData()) << t.*pair.text << t.*pair.ground;
        });
    }
    addThemes("toast", [](const QByteArray& name, bool dark) {
        QTest::newRow(name.constData()) << darkTokens().text << tokensOf(dark).toast;
    });
}

void TokensTest::textReadsOnItsGround()
{
    QFETCH(const QColor, text);
    QFETCH(const QColor, ground);

    const double ratio = contrast(text, ground);

    QVERIFY2(ratio >= 4.5, qPrintable(u"%1 : 1"_s.arg(ratio)));
}

void TokensTest::stateColorsCanBeToldApart_data()
{
    QTest::addColumn<bool>("dark");
    QTest::addColumn<int>("vision");

    for (const bool dark : {false, true}) {
        const char* const names[] = {"usual", "protan", "deutan", "tritan"};
        for (int vision = 0; vision < 4; ++vision) {
            QTest::addRow("%s, %s", names[vision], dark ? "dark" : "light") << dark << vision;
        }
    }
}

void TokensTest::stateColorsCanBeToldApart()
{
    QFETCH(const bool, dark);
    QFETCH(const int, vision);
    const Matrix* const visions[] = {&kUsual, &kProtan, &kDeutan, &kTritan};
    const Tokens& t = tokensOf(dark);
    const QColor colors[] = {t.ok, t.warn, t.off, t.bad};

    for (std::size_t a = 0; a < std::size(colors); ++a) {
        for (std::size_t b = a + 1; b < std::size(colors); ++b) {
            const double far = distance(colors[a], colors[b], *visions[vision]);
            QVERIFY2(far >= 20, qPrintable(u"%1 and %2: %3"_s.arg(a).arg(b).arg(far)));
        }
    }
}

void TokensTest::everyIconIsThere()
{
    const Stage stage;
    QSet<QString> names;

    for (int at = 0; at < kIconCount; ++at) {
        const auto icon = static_cast<Icon>(at);
        const QPixmap picture = stage.theme.icons().pixmap(icon, 24, Qt::black, 1);
        QVERIFY2(!picture.isNull(), qPrintable(iconFileName(icon)));
        QVERIFY2(picture.toImage().pixelColor(0, 0).alpha() < 255, "no ground of its own");
        QImage nothing(picture.size(), QImage::Format_ARGB32_Premultiplied);
        nothing.fill(Qt::transparent);
        QVERIFY2(picture.toImage().convertToFormat(nothing.format()) != nothing,
                 qPrintable(iconFileName(icon)));
        names.insert(iconFileName(icon));
    }

    QCOMPARE(names.size(), kIconCount);
}

void TokensTest::iconTakesItsColor()
{
    const Stage stage;

    for (int at = 0; at < kIconCount; ++at) {
        const auto icon = static_cast<Icon>(at);
        if (icon == Icon::Logo) {
            continue; // has colours of its own
        }
        const QImage picture = stage.theme.icons().pixmap(icon, 24, Qt::red, 2).toImage();
        QCOMPARE(picture.width(), 48);
        for (int pixel = 0; pixel < 48 * 48; ++pixel) {
            const QColor color = picture.pixelColor(pixel % 48, pixel / 48);
            QVERIFY2(color.alpha() < 128 || (color.red() > 200 && color.green() < 20),
                     qPrintable(iconFileName(icon)));
        }
    }
}

std::unique_ptr<QObject> tokensTest()
{
    return std::make_unique<TokensTest>();
}

} // namespace deck::test

#include "tst_tokens.moc"
