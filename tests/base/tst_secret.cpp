#include "base/secret.h"
#include "tests/support/printing.h"

#include <QTest>

#include <concepts>
#include <memory>
#include <ostream>

namespace hub::test {

using namespace std::string_literals;

// What would let a secret slip out does not compile.
template <class T>
concept Printable = requires(std::ostream& out, const T& value)
{
    out << value;
};
static_assert(!Printable<Secret>);
static_assert(!std::convertible_to<Secret, std::string_view>);
static_assert(!std::convertible_to<Secret, std::string>);
static_assert(!std::convertible_to<std::string, Secret>);
static_assert(!std::equality_comparable<Secret>);

class SecretTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void newSecretIsEmpty();
    void revealGivesAllBytes();
    void copyIsIndependent();
    void moveLeavesNothingBehind_data();
    void moveLeavesNothingBehind();
    void assignmentToItselfKeepsTheBytes();
    void assignmentReplacesALongerSecret();
};

void SecretTest::newSecretIsEmpty()
{
    const Secret secret;

    QVERIFY(secret.empty());
    QCOMPARE(secret.size(), std::size_t{0});
    QVERIFY(secret.reveal().empty());
}

void SecretTest::revealGivesAllBytes()
{
    const Secret secret("a\0b"s);

    QVERIFY(!secret.empty());
    QCOMPARE(secret.size(), std::size_t{3});
    QCOMPARE(Bytes(secret.reveal()), "a\0b"s);
}

void SecretTest::copyIsIndependent()
{
    Secret original("first");
    const Secret copy = original;
    Secret assigned;
    assigned = original;

    original = Secret("other");

    QCOMPARE(Bytes(copy.reveal()), "first"s);
    QCOMPARE(Bytes(assigned.reveal()), "first"s);
    QCOMPARE(Bytes(original.reveal()), "other"s);
}

// Short texts are the ones that a string would keep inside itself.
void SecretTest::moveLeavesNothingBehind_data()
{
    QTest::addColumn<std::string>("bytes");

    QTest::newRow("short") << "abc"s;
    QTest::newRow("long") << std::string(1'000, 'x');
}

void SecretTest::moveLeavesNothingBehind()
{
    QFETCH(const std::string, bytes);
    Secret first{Bytes(bytes)};

    Secret second = std::move(first);
    QVERIFY(first.empty()); // NOLINT(bugprone-use-after-move): what is left is the question
    QCOMPARE(Bytes(second.reveal()), bytes);

    Secret third("else");
    third = std::move(second);
    QVERIFY(second.empty()); // NOLINT(bugprone-use-after-move)
    QCOMPARE(Bytes(third.reveal()), bytes);
}

void SecretTest::assignmentToItselfKeepsTheBytes()
{
    Secret secret("abc");
    Secret& same = secret;

    secret = same;
    QCOMPARE(Bytes(secret.reveal()), "abc"s);

    secret = std::move(same);
    QCOMPARE(Bytes(secret.reveal()), "abc"s);
}

void SecretTest::assignmentReplacesALongerSecret()
{
    Secret secret(Bytes(100, 'x'));

    secret = Secret("ab");

    QCOMPARE(Bytes(secret.reveal()), "ab"s);
}

std::unique_ptr<QObject> secretTest()
{
    return std::make_unique<SecretTest>();
}

} // namespace hub::test

#include "tst_secret.moc"
