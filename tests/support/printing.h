// How QCOMPARE prints the types of the backend.
#pragma once

#include <QTest>

#include <string>
#include <string_view>

namespace QTest {

template <>
inline char* toString(const std::string_view& text)
{
    return toPrettyCString(text.data(), static_cast<qsizetype>(text.size()));
}

template <>
inline char* toString(const std::string& text)
{
    return toString(std::string_view(text));
}

} // namespace QTest
