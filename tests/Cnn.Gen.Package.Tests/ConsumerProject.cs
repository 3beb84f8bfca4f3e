using System.Reflection;
using System.Runtime.Loader;

namespace Cnn.Gen.Package.Tests;

/// <summary>A user's console project: one package reference, one source file, built as <c>dotnet build</c> does where nothing else is said.</summary>
internal sealed class ConsumerProject
{
    private readonly string _folder;
    private readonly string _packages;
    private readonly Lazy<Finished> _build;

    /// <summary>Writes the project.</summary>
    /// <param name="folder">Its folder, whose name is the project's.</param>
    /// <param name="packages">Where packages are extracted: a folder of the tests' own, so that no older build is used.</param>
    /// <param name="source">A file of <c>Consumer/</c>.</param>
    /// <param name="properties">Properties of the project.</param>
    /// <param name="package">The package that it refers to.</param>
    /// <param name="items">Further items of the project.</param>
    public ConsumerProject(string folder, string packages, string source, string properties, string package, string items)
    {
        _folder = Directory.CreateDirectory(folder).FullName;
        _packages = packages;
        _build = new(() => Dotnet("build", "-warnaserror"));
        File.WriteAllText(Path.Combine(_folder, Name + ".csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                {properties}
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="{package}" Version="{PackedFeed.Version}" />
                {items}
              </ItemGroup>
            </Project>
            """);
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Consumer", source), Path.Combine(_folder, "Program.cs"));
    }

    /// <summary>Where it stands.</summary>
    public string Folder => _folder;

    /// <summary>The project's name, which is its assembly's.</summary>
    public string Name => Path.GetFileName(_folder);

    /// <summary>What <c>dotnet build</c> said.</summary>
    public Finished Build => _build.Value;

    private string AssemblyPath => Path.Combine(_folder, "bin", "Debug", "net10.0", Name + ".dll");

    /// <summary>Runs the program that was built.</summary>
    public Finished Run(params (string Name, string Value)[] environment)
    {
        Build.Successful();
        return Command.Run(Command.Dotnet, ["exec", AssemblyPath], _folder, environment).Successful();
    }

    /// <summary>Where the build puts what it makes.</summary>
    public string OutputFolder => Path.GetDirectoryName(AssemblyPath)!;

    /// <summary>Where the build keeps what it makes on the way.</summary>
    public string IntermediateFolder => Path.Combine(_folder, "obj", "Debug", "net10.0");

    /// <summary>Runs <c>dotnet</c> on the project.</summary>
    public Finished Dotnet(string command, params string[] arguments) =>
        Command.Run(Command.Dotnet, [command, .. arguments], _folder, ("NUGET_PACKAGES", _packages));

    /// <summary>Looks at the assembly that was built, without running any of it.</summary>
    public T Inspect<T>(Func<Assembly, T> look)
    {
        Build.Successful();
        var context = new AssemblyLoadContext(Name, isCollectible: true);
        context.Resolving += (context, name) => Load(context, Path.Combine(Path.GetDirectoryName(AssemblyPath)!, name.Name + ".dll"));
        try
        {
            return look(Load(context, AssemblyPath));
        }
        finally
        {
            context.Unload();
        }
    }

    /// <summary>Loads a copy, so that the file can be deleted while the assembly is in use.</summary>
    private static Assembly Load(AssemblyLoadContext context, string path)
    {
        using var copy = new MemoryStream(File.ReadAllBytes(path));
        return context.LoadFromStream(copy);
    }
}
