using Cnn.Gen.Compiler.Layers;
using Cnn.Gen.Compiler.Specs;

namespace Cnn.Gen.Compiler.Tests.Harness;

/// <summary>A class to be generated.</summary>
/// <param name="ClassName">Its name.</param>
/// <param name="Attributes">Its attributes as they stand in a source file.</param>
internal sealed record TestModel(string ClassName, string Attributes)
{
    /// <summary>The attributes for an engine: in double precision where it is.</summary>
    public string AttributesFor(Engine engine) =>
        engine.IsDouble ? new System.Text.RegularExpressions.Regex(@"\)").Replace(Attributes, ", Element = ElementKind.Double)", 1) : Attributes;

    /// <summary>The class as a user would write it.</summary>
    public string Source(Engine engine) =>
        $"namespace {engine.Namespace};\nusing Cnn.Gen;\n{AttributesFor(engine)}\npublic sealed partial class {ClassName};\n";

    /// <summary>What the compiler is given.</summary>
    public ModelSpec Spec(Engine engine) => DefinitionReader.Read(AttributesFor(engine), ClassName, engine.Namespace);
}
