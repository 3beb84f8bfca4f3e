using System.Globalization;
using System.Text;
using Cnn.Gen.Compiler.Specs;
using Microsoft.CodeAnalysis;

namespace Cnn.Gen.SourceGenerator;

/// <summary>
/// Names of generated files. The compiler compares them without regard to case and allows few characters beside letters and digits,
/// while two classes may differ by case alone and identifiers may hold any script; a hash of the whole name tells such ones apart.
/// </summary>
internal static class FileNames
{
    private const int LongestPlainName = 120;

    /// <summary>The name that a class's files begin with: namespace, types around it behind <c>+</c>, its own name. One class, one name.</summary>
    public static string Of(INamedTypeSymbol type)
    {
        string scope = type.ContainingType is { } outer ? Of(outer) + "+"
            : type.ContainingNamespace is { IsGlobalNamespace: false } space ? space.ToDisplayString(PlainNames) + "."
            : string.Empty;
        return scope + type.Name;
    }

    /// <summary>The names that another one equals, case aside; in ordinal order.</summary>
    public static EquatableArray<string> Clashes(IEnumerable<string> names) => names
        .GroupBy(name => name, StringComparer.OrdinalIgnoreCase)
        .SelectMany(group => group.Skip(1).Any() ? group : Enumerable.Empty<string>())
        .OrderBy(name => name, StringComparer.Ordinal)
        .ToEquatableArray();

    /// <summary>The file's name, such as <c>Demo.DigitNet</c> and <paramref name="extension"/>.</summary>
    public static string HintName(string name, string extension, EquatableArray<string> clashes)
    {
        var plain = new StringBuilder();
        foreach (char letter in name.Length <= LongestPlainName ? name : name.Substring(0, LongestPlainName))
            plain.Append(letter < 128 && (char.IsLetterOrDigit(letter) || letter is '.' or '+' or '_') ? letter : '_');
        if (plain.ToString() != name || clashes.Contains(name))
            plain.Append('-').Append(Hash(name).ToString("x16", CultureInfo.InvariantCulture));
        return plain.Append(extension).ToString();
    }

    private static SymbolDisplayFormat PlainNames { get; } = SymbolDisplayFormat.FullyQualifiedFormat
        .WithGlobalNamespaceStyle(SymbolDisplayGlobalNamespaceStyle.Omitted).WithMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.None);

    /// <summary>FNV-1a, 64 bits: the same on every host, unlike <see cref="string.GetHashCode()"/>.</summary>
    private static ulong Hash(string text)
    {
        ulong hash = 14695981039346656037;
        foreach (char letter in text)
            hash = unchecked((hash ^ letter) * 1099511628211);
        return hash;
    }
}
