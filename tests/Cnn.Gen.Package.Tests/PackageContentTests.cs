using System.IO.Compression;
using System.Xml.Linq;
using Xunit;

namespace Cnn.Gen.Package.Tests;

/// <summary>What is in the packed file.</summary>
[Collection(PackedFeedCollection.Name)]
public sealed class PackageContentTests(PackedFeed feed)
{
    [Fact]
    public void Holds_the_library_the_generator_and_what_builds_need()
    {
        using ZipArchive package = ZipFile.OpenRead(feed.PackageFile);
        string[] files = [.. package.Entries.Select(entry => entry.FullName)];
        Assert.Equal(["lib/net10.0/Cnn.Gen.dll", "lib/net10.0/Cnn.Gen.xml"], Under("lib/"));
        Assert.Equal(
            ["analyzers/dotnet/cs/Cnn.Gen.CodeFixes.dll", "analyzers/dotnet/cs/Cnn.Gen.Compiler.dll", "analyzers/dotnet/cs/Cnn.Gen.SourceGenerator.dll"],
            Under("analyzers/"));
        Assert.Equal(["build/Cnn.Gen.props", "build/Cnn.Gen.targets"], Under("build/"));
        Assert.Equal(["buildTransitive/Cnn.Gen.props", "buildTransitive/Cnn.Gen.targets"], Under("buildTransitive/"));
        Assert.Contains("README.md", files);

        string[] Under(string folder) => [.. files.Where(file => file.StartsWith(folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
    }

    [Fact]
    public void Says_what_it_is_and_depends_on_nothing()
    {
        using ZipArchive package = ZipFile.OpenRead(feed.PackageFile);
        using Stream stream = package.GetEntry("Cnn.Gen.nuspec")!.Open();
        XElement metadata = XDocument.Load(stream).Root!.Elements().Single();
        Assert.Equal("Cnn.Gen", Value("id"));
        Assert.Equal(PackedFeed.Version, Value("version"));
        Assert.Equal("README.md", Value("readme"));
        Assert.Equal("MIT", Value("license"));
        Assert.Equal("expression", Element("license").Attribute("type")!.Value);
        Assert.NotEmpty(Value("description"));
        Assert.DoesNotContain(metadata.Descendants(), element => element.Name.LocalName == "dependency");

        XElement Element(string name) => metadata.Elements().Single(element => element.Name.LocalName == name);
        string Value(string name) => Element(name).Value;
    }
}
