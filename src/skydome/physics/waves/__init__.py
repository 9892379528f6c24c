"""Wave propagation: attenuation, reflection, diffraction."""
