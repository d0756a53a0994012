// The examples of docs/admin-api.md: blocks of text, and texts and JSON in which a word in angle
// brackets stands for a value that differs from run to run.
#pragma once

#include "base/json.h"

#include <QString>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace hub::test {

/// What stands between two fences.
struct DocBlock
{
    int line = 0;         ///< of the opening fence
    std::string language; ///< behind it
    std::string text;
};

/// A heading such as "### GET /admin/devices/{id}", and the line "Rights: …" below it.
struct DocRoute
{
    std::string name; ///< "GET /admin/devices/{id}"
    std::string rights;
};

struct Document
{
    std::vector<DocBlock> blocks;
    std::vector<DocRoute> routes;
};

/// A fence that is not closed makes a block of the language "unclosed".
Document readDocument(const QString& file);

/// A request or an answer: a line, headers, an empty line, a body.
struct HttpText
{
    std::string firstLine;
    std::map<std::string, std::string> headers; ///< names in lower case
    std::string body;
};
HttpText parseHttpText(const std::string& text);

/// Compares, and remembers what stood in the places of the words.
class Placeholders final
{
public:
    /// The first difference in a sentence, or nothing.
    std::optional<std::string> difference(const json::value& expected,
                                          const json::value& actual,
                                          const std::string& path = {});
    std::optional<std::string>
    difference(const std::string& expected, const std::string& actual, const std::string& path);

    /// A text with the remembered values in it.
    std::string fill(std::string text, bool percentEncoded) const;

private:
    std::optional<std::string> objectDifference(const json::object& expected,
                                                const json::object& actual,
                                                const std::string& path);
    std::optional<std::string> arrayDifference(const json::array& expected,
                                               const json::array& actual,
                                               const std::string& path);

    std::map<std::string, std::string> seen_;
};

} // namespace hub::test
