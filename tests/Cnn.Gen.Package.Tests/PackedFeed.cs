using System.Reflection;
using Xunit;

namespace Cnn.Gen.Package.Tests;

/// <summary>The packed files in a feed of their own, and the projects that use it, in a temporary folder outside the repository.</summary>
public sealed class PackedFeed : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("cnn-gen-package-").FullName;
    private readonly Dictionary<string, ConsumerProject> _projects = [];

    /// <summary>Packs what was built with these tests.</summary>
    public PackedFeed()
    {
        foreach (string project in new[] { "Cnn.Gen", "Cnn.Gen.Onnx", "Cnn.Gen.Tool" })
        {
            // Packages that depend on others of these take their version, not the one that they are packed with.
            Command.Run(Command.Dotnet,
                ["pack", Path.Combine(Metadata("SourceFolder"), project), "-c", Metadata("Configuration"), "--no-build", "-o", Path.Combine(_root, "feed"), $"-p:PackageVersion={Version}"],
                _root).Successful();
        }

        File.WriteAllText(Path.Combine(_root, "nuget.config"), """
            <configuration>
              <packageSources>
                <add key="packed" value="feed" />
              </packageSources>
              <packageSourceMapping>
                <packageSource key="packed"><package pattern="Cnn.Gen" /><package pattern="Cnn.Gen.*" /></packageSource>
                <packageSource key="nuget.org"><package pattern="*" /></packageSource>
              </packageSourceMapping>
            </configuration>
            """);
        foreach (string file in new[] { "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props" })
            File.WriteAllText(Path.Combine(_root, file), "<Project />");
    }

    /// <summary>A version that no other feed has.</summary>
    internal static string Version => "0.1.0-packed";

    /// <summary>The packed file.</summary>
    internal string PackageFile => Path.Combine(_root, "feed", $"Cnn.Gen.{Version}.nupkg");

    /// <summary>The project of that name, built on its first use and shared by the tests: see <see cref="ConsumerProject"/>.</summary>
    internal ConsumerProject Project(string name, string source, string properties = "", string package = "Cnn.Gen", string items = "")
    {
        if (!_projects.TryGetValue(name, out ConsumerProject? project))
            _projects[name] = project = new ConsumerProject(Path.Combine(_root, name), Path.Combine(_root, "packages"), source, properties, package, items);
        return project;
    }

    /// <summary>A file of the feed.</summary>
    internal string FileOf(string package) => Path.Combine(_root, "feed", $"{package}.{Version}.nupkg");

    /// <summary>The folder around all projects, whose feed a command in it sees.</summary>
    internal string Root => _root;

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_root, recursive: true);

    private static string Metadata(string key) => typeof(PackedFeed).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == key).Value!;
}

/// <summary>Tests that share one <see cref="PackedFeed"/>.</summary>
[CollectionDefinition(Name)]
public sealed class PackedFeedCollection : ICollectionFixture<PackedFeed>
{
    /// <summary>The collection's name.</summary>
    public const string Name = "packed feed";
}
