#include "ptx.h"

#include <cctype>
#include <cstdlib>
#include <cstring>

namespace emulator {

namespace {

// Words, and single characters of punctuation. Comments are left out.
struct Reader {
    const char *at;

    void skip() {
        for (;;) {
            while (std::isspace(static_cast<unsigned char>(*at))) ++at;
            if (std::strncmp(at, "//", 2) == 0) {
                while (*at != '\0' && *at != '\n') ++at;
            } else if (std::strncmp(at, "/*", 2) == 0) {
                const char *end = std::strstr(at, "*/");
                at = end != nullptr ? end + 2 : at + std::strlen(at);
            } else {
                return;
            }
        }
    }

    static bool in_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) || std::strchr("._$%", c); }

    std::string next() {
        skip();
        const char *const start = at;
        while (*at != '\0' && in_word(*at)) ++at;
        if (at == start && *at != '\0') ++at;
        return std::string(start, at);
    }
};

// `.f32` has 4 bytes, `.b8` one; 0 for what is no type.
std::size_t type_bytes(const std::string &word) {
    if (word.size() < 3 || word[0] != '.' || std::strchr("bsuf", word[1]) == nullptr) return 0;
    return std::size_t(std::atoi(word.c_str() + 2)) / 8;
}

// Between `(` and `)`: `.param .align 8 .b8 name[24], .param .u64 name, …`.
void read_parameters(Reader &reader, Entry &entry) {
    std::size_t element = 0, count = 1;
    for (std::string word = reader.next(); !word.empty(); word = reader.next()) {
        if (word == ".align") reader.next();
        else if (word == "[") count = std::size_t(std::atoll(reader.next().c_str()));
        else if (element == 0) element = type_bytes(word);
        if ((word == "," || word == ")") && element != 0) {
            entry.parameter_bytes.push_back(element * count);
            element = 0;
            count = 1;
        }
        if (word == ")") return;
    }
}

void read_entry(Reader &reader, Ptx &ptx) {
    Entry &entry = ptx.entries[reader.next()];
    for (std::string word = reader.next(); !word.empty() && word != "{" && word != ";"; word = reader.next()) {
        if (word == "(") read_parameters(reader, entry);
        if (word == ".maxntid") {
            entry.max_threads = unsigned(std::atoi(reader.next().c_str()));
            for (reader.skip(); *reader.at == ','; reader.skip()) {
                reader.next();
                entry.max_threads *= unsigned(std::atoi(reader.next().c_str()));
            }
        }
    }
}

} // namespace

Ptx parse_ptx(const char *text) {
    Ptx ptx;
    Reader reader{text};
    for (std::string word = reader.next(); !word.empty(); word = reader.next()) {
        if (word == ".version") {
            const std::string version = reader.next();
            const char *const dot = std::strchr(version.c_str(), '.');
            ptx.version = 10 * std::atoi(version.c_str()) + (dot != nullptr ? std::atoi(dot + 1) : 0);
        } else if (word == ".target") {
            const std::string target = reader.next();
            ptx.target = target.rfind("sm_", 0) == 0 ? std::atoi(target.c_str() + 3) : 0;
            ptx.exact = target.back() == 'a';
        } else if (word == ".entry") {
            read_entry(reader, ptx);
        }
    }
    if (ptx.version == 0) ptx.problem = "it has no .version";
    else if (ptx.target == 0) ptx.problem = "it has no .target";
    return ptx;
}

} // namespace emulator
