using System.Reflection;
using System.Text;
using Basic.Reference.Assemblies;
using Cnn.Gen.Compiler.Specs;
using Cnn.Gen.Reference;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Cnn.Gen.Compiler.Tests.Harness;

/// <summary>Models generated, compiled into one optimised assembly in memory, and loaded.</summary>
internal sealed class ModelAssembly
{
    private readonly Assembly _assembly;

    private ModelAssembly(Assembly assembly) => _assembly = assembly;

    /// <summary>Generates every model for every engine. Any error or warning, in generated code too, is an exception that quotes the line.</summary>
    public static ModelAssembly Compile(IReadOnlyList<TestModel> models, IReadOnlyList<Engine> engines)
    {
        using var image = new MemoryStream();
        IEnumerable<SyntaxTree> trees = engines.SelectMany(engine => models, (engine, model) => (engine, model))
            .AsParallel().AsOrdered().SelectMany(pair => Trees(pair.model, pair.engine, withKernels: true));
        Emit($"Models{Guid.NewGuid():N}", OutputKind.DynamicallyLinkedLibrary, trees, image);
        return new ModelAssembly(Assembly.Load(image.ToArray()));
    }

    /// <summary>Generates models for one engine and compiles them with a program into an executable file.</summary>
    public static void CompileProgram(IReadOnlyList<TestModel> models, Engine engine, string program, string path)
    {
        using FileStream image = File.Create(path);
        SyntaxTree main = CSharpSyntaxTree.ParseText(program, ParseOptions, "Program.cs", Encoding.UTF8);
        IEnumerable<SyntaxTree> trees = models.SelectMany(model => Trees(model, engine, withKernels: false));
        Emit(Path.GetFileNameWithoutExtension(path), OutputKind.ConsoleApplication, trees.Append(main), image);
    }

    /// <summary>A new instance of a model.</summary>
    public ModelUnderTest Create(TestModel model, Engine engine)
    {
        Type type = _assembly.GetType($"{engine.Namespace}.{model.ClassName}", throwOnError: true)!;
        Type kernels = _assembly.GetType($"{engine.Namespace}.{model.ClassName}Kernels", throwOnError: true)!;
        Type adapter = typeof(ModelUnderTest<,>).MakeGenericType(type, engine.IsDouble ? typeof(double) : typeof(float));
        var made = (ModelUnderTest)Activator.CreateInstance(adapter, Activator.CreateInstance(type), Activator.CreateInstance(kernels))!;
        typeof(ModelUnderTest).GetProperty(nameof(ModelUnderTest.Network))!.SetValue(made, ReferenceNetwork.Create(model.Spec(engine)));
        typeof(ModelUnderTest).GetProperty(nameof(ModelUnderTest.Engine))!.SetValue(made, engine);
        return made;
    }

    private static CSharpParseOptions ParseOptions { get; } = new(LanguageVersion.CSharp12);

    private static void Emit(string name, OutputKind kind, IEnumerable<SyntaxTree> trees, Stream image)
    {
        var options = new CSharpCompilationOptions(kind, optimizationLevel: OptimizationLevel.Release);
        Report(CSharpCompilation.Create(name, trees, References(), options).Emit(image).Diagnostics);
    }

    private static IEnumerable<SyntaxTree> Trees(TestModel model, Engine engine, bool withKernels)
    {
        ModelSpec spec = model.Spec(engine);
        CompiledModel compiled = ModelCompiler.Compile(spec, new CompilerOptions(engine.VectorBits));
        string path = $"{engine.Namespace}.{model.ClassName}";
        yield return CSharpSyntaxTree.ParseText(model.Source(engine), ParseOptions, path + ".cs", Encoding.UTF8);
        yield return CSharpSyntaxTree.ParseText(compiled.Shell, ParseOptions, path + ".g.cs", Encoding.UTF8);
        yield return CSharpSyntaxTree.ParseText(compiled.Kernels, ParseOptions, path + ".Kernels.g.cs", Encoding.UTF8);
        if (!withKernels)
            yield break;

        IEnumerable<KernelSignature> layers = ReferenceNetwork.Create(spec).Layers.Select(KernelSignature.Of).OfType<KernelSignature>();
        string adapter = KernelAdapter.Write(engine.Namespace, model.ClassName, engine.IsDouble ? "double" : "float", layers);
        yield return CSharpSyntaxTree.ParseText(adapter, ParseOptions, path + ".Adapter.cs", Encoding.UTF8);
    }

    private static IEnumerable<MetadataReference> References() =>
    [
        .. Net100.References.All,
        MetadataReference.CreateFromFile(typeof(CnnModelAttribute).Assembly.Location),
        MetadataReference.CreateFromFile(typeof(IStaticKernels<>).Assembly.Location),
    ];

    private static void Report(IEnumerable<Diagnostic> diagnostics)
    {
        Diagnostic[] found = [.. diagnostics.Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning)];
        if (found.Length == 0)
            return;

        IEnumerable<string> lines = found.Take(10).Select(diagnostic =>
        {
            FileLinePositionSpan span = diagnostic.Location.GetLineSpan();
            string? line = diagnostic.Location.SourceTree?.GetText().Lines[span.StartLinePosition.Line].ToString().Trim();
            return $"{span.Path}({span.StartLinePosition.Line + 1}): {diagnostic.Id} {diagnostic.GetMessage()}\n    {line}";
        });
        throw new InvalidOperationException($"The compiler found {found.Length} errors or warnings:\n{string.Join('\n', lines)}");
    }
}
