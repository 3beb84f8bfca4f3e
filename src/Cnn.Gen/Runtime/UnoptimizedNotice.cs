using System.Diagnostics;
using System.Reflection;

namespace Cnn.Gen.Runtime;

/// <summary>Says, once per process, that a model was compiled without optimisation, which makes it many times slower.</summary>
internal static class UnoptimizedNotice
{
    private static int _said;

    /// <summary>Looks at <paramref name="assembly"/>, which holds a model's kernels.</summary>
    public static void Check(Assembly assembly)
    {
        if (Volatile.Read(ref _said) == 0 && IsUnoptimized(assembly) && Interlocked.Exchange(ref _said, 1) == 0)
            Console.Error.WriteLine(Message(assembly.GetName().Name));
    }

    /// <summary>Whether <paramref name="assembly"/> asks the runtime not to optimise it.</summary>
    internal static bool IsUnoptimized(Assembly assembly) =>
        assembly.GetCustomAttribute<DebuggableAttribute>() is { IsJITOptimizerDisabled: true };

    /// <summary>The line that is written.</summary>
    internal static string Message(string? assembly) =>
        $"Cnn.Gen: {assembly} was compiled without optimisation, so its networks run many times slower. Set <Optimize>true</Optimize> in its " +
        "project, or remove <CnnGenOptimize>false</CnnGenOptimize> if it has that.";
}
