using Cnn.Gen.Compiler.Layers;
using Cnn.Gen.Compiler.Specs;
using Cnn.Gen.Tool.Commands;

namespace Cnn.Gen.Tool.Models;

/// <summary>Finds a network in an assembly or a project.</summary>
internal static class ModelSource
{
    /// <summary>The network called <paramref name="className"/>, or the only one where that is null, without errors.</summary>
    /// <param name="path">An assembly, a project, or a folder with one project, which is built first.</param>
    /// <param name="className">The class's name, with or without its namespace.</param>
    /// <returns>The network, and the assembly that it is in.</returns>
    /// <exception cref="CommandException">There is no such network.</exception>
    public static (BoundModel Model, string Assembly) Find(string path, string? className)
    {
        (IReadOnlyList<(string FullName, BoundModel Model)> found, string assembly) = FindAll(path, className);
        string known = string.Join(", ", found.Select(model => model.FullName));
        return found.Count == 1 ? (found[0].Model, assembly)
            : throw new CommandException($"{assembly} has {found.Count} networks that could be meant. It has {known}; say which with --class.");
    }

    /// <summary>The networks called <paramref name="className"/>, or all where that is null: at least one, none with errors.</summary>
    /// <param name="path">An assembly, a project, or a folder with one project, which is built first.</param>
    /// <param name="className">The class's name, with or without its namespace.</param>
    /// <returns>The networks, with their namespaces and the types around them, and the assembly that they are in.</returns>
    /// <exception cref="CommandException">There is none.</exception>
    public static (IReadOnlyList<(string FullName, BoundModel Model)> Models, string Assembly) FindAll(string path, string? className)
    {
        string assembly = Path.GetExtension(path) is ".dll" or ".exe" ? path : ProjectBuild.AssemblyOf(path);
        if (!File.Exists(assembly))
            throw new CommandException($"There is no file {assembly}.");
        IReadOnlyList<GeneratedClass> classes = GeneratedClass.ReadAll(assembly);
        GeneratedClass[] fitting = [.. classes.Where(found => className is null || found.Is(className))];
        string known = classes.Count == 0 ? "It has none: a network is a class with [CnnModel(..)]" : $"It has {string.Join(", ", classes.Select(found => found.FullName))}";
        if (fitting.Length == 0)
            throw new CommandException(className is null ? $"{assembly} has no network. {known}." : $"{assembly} has no network {className}. {known}.");
        return ([.. fitting.Select(network => (network.FullName, Bind(network)))], assembly);
    }

    private static BoundModel Bind(GeneratedClass found)
    {
        ModelSpec spec = DefinitionReader.Read(found.Definition, found.Name);
        BoundModel model = ModelBinder.Bind(spec);
        return model.IsValid ? model : throw new CommandException(
            $"{found.FullName} was made by another version of Cnn.Gen, and this one finds errors: {string.Join(" ", model.Problems.Select(problem => problem.Message))}");
    }
}
